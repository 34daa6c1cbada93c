"""Sound parts of networks, and rights, that a user plausibly adds at AWS, and that no example declares."""

from tests.policies.breach import Added
from tests.policies.clouds.aws.added import SOUND_MACHINE
from tests.policies.clouds.aws.texts import ACCOUNT, NARROW, TAGS, federated, policy

NETWORK = (
    Added(
        type="aws:ec2/securityGroup:SecurityGroup",
        name="added-group",
        inputs={
            "tags": TAGS,
            "ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"]}],
            "egress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}],
        },
    ),
    Added(
        type="aws:ec2/securityGroupRule:SecurityGroupRule",
        name="added-group-in",
        inputs={
            "type": "ingress",
            "protocol": "tcp",
            "fromPort": 8265,
            "toPort": 8265,
            "cidrBlocks": ["10.1.0.0/16"],
        },
    ),
    Added(
        type="aws:ec2/securityGroupRule:SecurityGroupRule",
        name="added-group-out",
        inputs={
            "type": "egress",
            "protocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrBlocks": ["0.0.0.0/0"],
        },
    ),
    Added(
        type="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name="added-in",
        inputs={"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.1.0.0/16"},
    ),
    Added(
        type="aws:ec2/networkAcl:NetworkAcl",
        name="added-list",
        inputs={
            "ingress": [
                {
                    "action": "allow",
                    "protocol": "tcp",
                    "fromPort": 1024,
                    "toPort": 3000,
                    "cidrBlock": "0.0.0.0/0",
                    "ruleNo": 100,
                }
            ]
        },
    ),
    Added(
        type="aws:ec2/networkAclRule:NetworkAclRule",
        name="added-list-rule",
        inputs={
            "ruleAction": "allow",
            "protocol": "tcp",
            "fromPort": 22,
            "toPort": 22,
            "cidrBlock": "10.0.0.0/8",
            "egress": False,
        },
    ),
    Added(
        type="aws:lb/loadBalancer:LoadBalancer",
        name="added-balancer",
        inputs={"internal": True, "loadBalancerType": "application"},
    ),
    Added(
        type="aws:lb/listener:Listener",
        name="added-listener",
        inputs={
            "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "defaultActions": [],
        },
    ),
    Added(
        type="aws:ec2/natGateway:NatGateway",
        name="added-gateway",
        inputs={"tags": TAGS, "connectivityType": "private", "subnetId": "subnet-of-others"},
    ),
)

ENDPOINTS = (
    Added(
        type="aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
        name="added-endpoint-policy",
        inputs={
            "policy": policy(
                Principal="*",
                Action="*",
                Resource="*",
                Condition={"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
            )
        },
        refers_to={"vpcEndpointId": ("endpoints-sts",)},
    ),
)

ROUTES = (
    Added(
        type="aws:ec2/subnet:Subnet",
        name="added-subnet",
        inputs={"tags": TAGS, "cidrBlock": "10.20.255.0/24", "availabilityZone": "us-east-1a"},
        refers_to={"vpcId": ("network-vpc",)},
    ),
    Added(
        type="aws:ec2/instance:Instance",
        name="added-machine-there",
        inputs=SOUND_MACHINE,
        refers_to={"subnetId": ("added-subnet",)},
    ),
    Added(
        type="aws:ec2/defaultRouteTable:DefaultRouteTable",
        name="added-default-routes",
        inputs={"tags": TAGS, "routes": [{"cidrBlock": "10.0.0.0/8", "transitGatewayId": "tgw-lab"}]},
        refers_to={"defaultRouteTableId": ("network-vpc",)},
    ),
    Added(
        type="aws:ec2/route:Route",
        name="added-main-route",
        inputs={"destinationCidrBlock": "172.16.0.0/12", "gatewayId": "vgw-lab"},
        refers_to={"routeTableId": ("network-vpc",)},
    ),
)

RIGHTS = (
    Added(
        type="aws:iam/role:Role",
        name="added-role",
        inputs={
            "tags": TAGS,
            "assumeRolePolicy": federated(**NARROW),
            "managedPolicyArns": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
            "maxSessionDuration": 3600,
            "inlinePolicies": [
                {"name": "read", "policy": policy(Action=["s3:GetObject"], Resource=["arn:aws:s3:::lab/*"])}
            ],
        },
    ),
    Added(
        type="aws:iam/policy:Policy",
        name="added-policy",
        inputs={
            "policy": policy(
                Action="iam:PassRole",
                Resource="arn:aws:iam::000000000000:role/lab",
                Condition={"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}},
            )
        },
    ),
    Added(
        type="aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        name="added-attachments",
        inputs={"policyArns": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]},
        refers_to={"roleName": ("nodes-role",)},
    ),
    Added(
        type="aws:iam/policyAttachment:PolicyAttachment",
        name="added-attachment",
        inputs={"policyArn": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"},
        refers_to={"roles": ("nodes-role",)},
    ),
    Added(type="aws:iam/accessKey:AccessKey", name="added-access-key", inputs={"status": "Inactive"}),
    Added(
        type="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        name="added-viewer",
        inputs={
            "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
            "clusterName": "atlas-local",
            "accessScope": {"type": "cluster"},
        },
        refers_to={"clusterName": ("cluster-control-plane",)},
    ),
)

ADDED = (*NETWORK, *ENDPOINTS, *ROUTES, *RIGHTS)
