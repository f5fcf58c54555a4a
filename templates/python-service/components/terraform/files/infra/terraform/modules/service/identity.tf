# The pods' role. It may do nothing: what the service comes to need is a policy with the one action on the one resource.
resource "aws_iam_role" "service" {
  name = local.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Principal = { Service = "pods.eks.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount"                         = data.aws_caller_identity.current.account_id
          "aws:RequestTag/kubernetes-namespace"       = local.name
          "aws:RequestTag/kubernetes-service-account" = local.project
        }
      }
    }]
  })
}

resource "aws_eks_pod_identity_association" "service" {
  cluster_name    = var.cluster_name
  namespace       = local.name
  service_account = local.project
  role_arn        = aws_iam_role.service.arn
}
