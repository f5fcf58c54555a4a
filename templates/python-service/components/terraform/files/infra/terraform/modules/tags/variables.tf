variable "tags" {
  description = "Tags of everything. environment, project, owner and cost-center are needed; more may be added."
  type        = map(string)
  nullable    = false

  validation {
    condition = alltrue([
      for key in ["environment", "project", "owner", "cost-center"] : try(trimspace(var.tags[key]), "") != ""
    ])
    error_message = "The tags environment, project, owner and cost-center are all needed, and none may be empty."
  }

  validation {
    condition     = contains(["staging", "production"], try(var.tags["environment"], ""))
    error_message = "The tag environment is staging or production."
  }

  # A cache's name may have 40 characters, of which "-production" takes 11.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}$", var.tags["project"]))
    error_message = "The tag project names resources: at most 29 lower-case letters, digits and dashes."
  }
}
