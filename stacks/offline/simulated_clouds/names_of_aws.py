"""The names that AWS takes for its resources, by type and property, each with the page that says so."""

from collections.abc import Mapping

from stacks.offline.simulated_clouds.form import Form

IAM = "docs.aws.amazon.com, IAM quotas: name and path"
EKS_NAME = "docs.aws.amazon.com, Amazon EKS API reference"
EC2 = "docs.aws.amazon.com, Amazon EC2 API reference"
BUCKET = Form(
    pattern=r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    words="3 to 63 of a-z, 0-9, . and -, the first and last a letter or digit",
    source="docs.aws.amazon.com, General purpose bucket naming rules",
)
IN_WORDS = Form(
    pattern=r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{0,255}",
    words="at most 255 of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    source=EC2,
)

FORMS: Mapping[tuple[str, str], Form] = {
    ("aws:s3/bucket:Bucket", "bucket"): BUCKET,
    ("aws:iam/role:Role", "name"): Form(
        pattern=r"[\w+=,.@-]{1,64}", words="1 to 64 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/policy:Policy", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/rolePolicy:RolePolicy", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:iam/instanceProfile:InstanceProfile", "name"): Form(
        pattern=r"[\w+=,.@-]{1,128}", words="1 to 128 of letters, digits and +=,.@_-", source=IAM
    ),
    ("aws:eks/cluster:Cluster", "name"): Form(
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}",
        words="1 to 100 of letters, digits, - and _",
        source=EKS_NAME,
    ),
    ("aws:eks/nodeGroup:NodeGroup", "nodeGroupName"): Form(
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]{0,62}",
        words="1 to 63 of letters, digits, - and _",
        source=EKS_NAME,
    ),
    ("aws:kms/alias:Alias", "name"): Form(
        pattern=r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}",
        words="alias/ and letters, digits, /, _ and -",
        source="docs.aws.amazon.com, AWS KMS CreateAlias",
    ),
    ("aws:ec2/securityGroup:SecurityGroup", "name"): Form(
        pattern=r"(?!sg-)[\w .:/()#,@\[\]+=&;{}!$*-]{1,255}",
        words="1 to 255 characters that do not begin with sg-",
        source=EC2,
    ),
    ("aws:ec2/securityGroup:SecurityGroup", "description"): Form(
        pattern=r"[a-zA-Z0-9. _:/()#,@\[\]+=&;{}!$*-]{1,255}",
        words="1 to 255 of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        source=EC2,
    ),
    ("aws:ec2/launchTemplate:LaunchTemplate", "name"): Form(
        pattern=r"[a-zA-Z0-9().\-/_]{3,128}", words="3 to 128 of letters, digits and ().-/_", source=EC2
    ),
    ("aws:cloudwatch/logGroup:LogGroup", "name"): Form(
        pattern=r"[a-zA-Z0-9_\-/.#]{1,512}",
        words="1 to 512 of letters, digits and _-/.#",
        source="docs.aws.amazon.com, CloudWatch Logs CreateLogGroup",
    ),
    ("aws:ec2/placementGroup:PlacementGroup", "name"): Form(
        pattern=r"[\x20-\x7e]{1,255}", words="1 to 255 characters of ASCII", source=EC2
    ),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "serviceName"): Form(
        pattern=r"(com|aws|cn|eu)(\.[a-z0-9-]+){2,}",
        words="com.amazonaws.<region>.<service>, or that of an endpoint service",
        source="docs.aws.amazon.com, AWS services that integrate with AWS PrivateLink",
    ),
    ("aws:eks/addon:Addon", "addonName"): Form(
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}",
        words="the name of an add-on, such as vpc-cni",
        source=EKS_NAME,
    ),
    ("aws:autoscaling/tag:Tag", "autoscalingGroupName"): Form(
        pattern=r"[^\r\n\t:]{1,255}",
        words="1 to 255 characters without :",
        source="docs.aws.amazon.com, Amazon EC2 Auto Scaling CreateAutoScalingGroup",
    ),
    ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "description"): IN_WORDS,
    ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "description"): IN_WORDS,
}
"""Type and property -> the form that AWS wants."""

REFERENCES: Mapping[str, tuple[str, str]] = {
    "clusterName": ("aws:eks/cluster:Cluster", "name"),
    "bucket": ("aws:s3/bucket:Bucket", "bucket"),
}
"""Properties that name another resource, whose form holds."""
