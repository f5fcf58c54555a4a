output "tags" {
  description = "The tags, none of them missing."
  value       = var.tags
}

output "name" {
  description = "What resources of this project in this environment are called."
  value       = "${var.tags["project"]}-${var.tags["environment"]}"
}

output "production" {
  description = "Whether what is made here must survive mistakes and the loss of a zone."
  value       = var.tags["environment"] == "production"
}
