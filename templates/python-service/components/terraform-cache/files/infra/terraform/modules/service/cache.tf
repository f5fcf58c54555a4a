ephemeral "aws_secretsmanager_random_password" "cache" {
  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "cache" {
  name       = "${local.name}/cache"
  kms_key_id = aws_kms_key.service.arn
}

resource "aws_secretsmanager_secret_version" "cache" {
  secret_id                = aws_secretsmanager_secret.cache.id
  secret_string_wo_version = var.password_version

  secret_string_wo = jsonencode({
    host     = aws_elasticache_replication_group.service.primary_endpoint_address
    password = ephemeral.aws_secretsmanager_random_password.cache.random_password
  })
}

resource "aws_elasticache_subnet_group" "service" {
  name       = local.name
  subnet_ids = var.private_subnet_ids
}

resource "aws_security_group" "cache" {
  name        = "${local.name}-cache"
  description = "The cache, for the cluster's pods"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  security_group_id            = aws_security_group.cache.id
  description                  = "The cluster's pods"
  referenced_security_group_id = var.cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_elasticache_parameter_group" "service" {
  name   = local.name
  family = "valkey8"

  # It holds copies only: when it is full, the least used one goes.
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}

# Valkey speaks the protocol of Redis.
resource "aws_elasticache_replication_group" "service" {
  replication_group_id = local.name
  description          = "Copies of what ${local.name} looked up"
  engine               = "valkey"
  engine_version       = "8.1"
  node_type            = module.sizes.cache.node_type
  port                 = 6379

  num_cache_clusters         = module.sizes.cache.nodes
  automatic_failover_enabled = module.sizes.cache.multi_az
  multi_az_enabled           = module.sizes.cache.multi_az
  subnet_group_name          = aws_elasticache_subnet_group.service.name
  security_group_ids         = [aws_security_group.cache.id]
  parameter_group_name       = aws_elasticache_parameter_group.service.name

  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token_wo              = ephemeral.aws_secretsmanager_random_password.cache.random_password
  auth_token_wo_version      = var.password_version
  auth_token_update_strategy = "ROTATE" # the old one holds until the pods have the new one
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.service.arn

  auto_minor_version_upgrade = true
}
