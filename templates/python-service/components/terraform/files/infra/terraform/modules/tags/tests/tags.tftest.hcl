variables {
  tags = {
    environment = "production"
    project     = "my-service"
    owner       = "acme"
    cost-center = "research"
  }
}

run "accepts_all_four" {
  command = plan
  assert {
    condition     = output.tags == var.tags
    error_message = "The tags come out as others."
  }
  assert {
    condition     = output.name == "my-service-production" && output.production
    error_message = "The name or the environment is another."
  }
}

run "accepts_more" {
  command = plan
  variables {
    tags = merge(var.tags, { environment = "staging", data-class = "internal" })
  }
  assert {
    condition     = output.tags["data-class"] == "internal" && !output.production
    error_message = "A tag of one's own is lost."
  }
}

run "refuses_no_environment" {
  command = plan
  variables {
    tags = { for key, value in var.tags : key => value if key != "environment" }
  }
  expect_failures = [var.tags]
}

run "refuses_an_empty_environment" {
  command = plan
  variables {
    tags = merge(var.tags, { environment = " " })
  }
  expect_failures = [var.tags]
}

run "refuses_no_project" {
  command = plan
  variables {
    tags = { for key, value in var.tags : key => value if key != "project" }
  }
  expect_failures = [var.tags]
}

run "refuses_an_empty_project" {
  command = plan
  variables {
    tags = merge(var.tags, { project = " " })
  }
  expect_failures = [var.tags]
}

run "refuses_no_owner" {
  command = plan
  variables {
    tags = { for key, value in var.tags : key => value if key != "owner" }
  }
  expect_failures = [var.tags]
}

run "refuses_an_empty_owner" {
  command = plan
  variables {
    tags = merge(var.tags, { owner = " " })
  }
  expect_failures = [var.tags]
}

run "refuses_no_cost_center" {
  command = plan
  variables {
    tags = { for key, value in var.tags : key => value if key != "cost-center" }
  }
  expect_failures = [var.tags]
}

run "refuses_an_empty_cost_center" {
  command = plan
  variables {
    tags = merge(var.tags, { cost-center = " " })
  }
  expect_failures = [var.tags]
}

run "refuses_another_environment" {
  command = plan
  variables {
    tags = merge(var.tags, { environment = "prod" })
  }
  expect_failures = [var.tags]
}

run "refuses_a_project_too_long_for_names" {
  command = plan
  variables {
    tags = merge(var.tags, { project = "a-service-of-thirty-characters" })
  }
  expect_failures = [var.tags]
}
