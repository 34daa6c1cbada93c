"""What breaks the rules about networks at AWS, and about what stands in them."""

import base64

from tests.policies.breach import GONE, WHOLE, Breach
from tests.policies.clouds.aws.texts import policy

BAD_START = base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n").decode()

BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-flow-logs-on-aws": (
        Breach("network-flow-log", WHOLE, GONE, "names it"),
        Breach("network-flow-log", "trafficType", "REJECT", 'is "REJECT"; allowed: "ALL"'),
        Breach("network-flow-log", "logDestination", GONE, "logDestination is absent"),
    ),
    "require-closed-default-groups-on-aws": (
        Breach("network-default-group", WHOLE, GONE, "names it"),
        Breach("network-default-group", "ingress", [{"protocol": "-1", "self": True}], "ingress is a list"),
        Breach("network-default-group", "egress", [{"protocol": "-1"}], "egress is a list"),
    ),
    "forbid-public-addresses-on-aws": (
        Breach("network-subnet-serving-us-east-1a", "mapPublicIpOnLaunch", True, "is True; allowed: false"),
        Breach(
            "pools-template-train-gpu-on-demand",
            "networkInterfaces.0.associatePublicIpAddress",
            "true",
            "networkInterfaces[0].associatePublicIpAddress",
        ),
        Breach("added-machine", "associatePublicIpAddress", True, "is True; allowed: false"),
    ),
    "forbid-ingress-from-everywhere-on-aws": (
        Breach("added-in", "cidrIpv4", "0.0.0.0/0", 'cidrIpv4 is "0.0.0.0/0"'),
        Breach("added-in", "cidrIpv4", "128.0.0.0/1", 'cidrIpv4 is "128.0.0.0/1"'),
        Breach("firewall-in-system-to-serving-any", "cidrIpv6", "::/0", 'cidrIpv6 is "::/0"'),
        Breach("added-group-in", "cidrBlocks", ["10.0.0.0/8", "0.0.0.0/0"], 'cidrBlocks[1] is "0.0.0.0/0"'),
        Breach("added-group", "ingress.0.ipv6CidrBlocks", ["::/0"], "ingress[0].ipv6CidrBlocks[0] is"),
    ),
    "require-sources-of-ingress-on-aws": (
        Breach("added-in", "cidrIpv4", GONE, "it names no source; allowed: one of referencedSecurityGroupId"),
        Breach("firewall-in-system-to-serving-any", "referencedSecurityGroupId", GONE, "it names no source"),
    ),
    "restrict-egress-to-internet-on-aws": (
        Breach("firewall-out-serving-to-internet-443", "ipProtocol", "-1", 'ipProtocol is "-1"'),
        Breach("firewall-out-serving-to-internet-443", "toPort", 65535, "ports 443 to 65535 are open"),
        Breach("added-group", "egress.0.fromPort", 0, "ports 0 to 443 are open"),
        Breach("added-group-out", "protocol", "-1", 'protocol is "-1"'),
    ),
    "forbid-all-protocols-by-address-on-aws": (
        Breach("added-in", "ipProtocol", "-1", "all protocols are let in by cidrIpv4"),
        Breach("added-group-in", "protocol", "-1", "all protocols are let in by cidrBlocks"),
    ),
    "forbid-remote-login-through-network-acls-on-aws": (
        Breach("added-list", "ingress.0.toPort", 4000, "lets everybody in to port 3389"),
        Breach("added-list", "ingress.0.protocol", "-1", "lets everybody in to port 22"),
        Breach("added-list-rule", "cidrBlock", "0.0.0.0/0", "the rule lets everybody in to port 22"),
    ),
    "forbid-machines-in-public-subnets-on-aws": (
        Breach(
            "network-route-us-east-1a", "gatewayId", "igw-0123456789abcdef0", "stands in one of its subnets"
        ),
        Breach(
            "network-routes-us-east-1a",
            "routes",
            [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-0123456789abcdef0"}],
            "it leads to an internet gateway",
        ),
        Breach(
            "added-default-routes",
            "routes",
            [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-0123456789abcdef0"}],
            "stands in one of its subnets",
        ),
        Breach("added-main-route", "gatewayId", "igw-0123456789abcdef0", "stands in one of its subnets"),
    ),
    "require-endpoints-of-services-on-aws": (
        Breach("endpoints-s3", WHOLE, GONE, "is for s3"),
        Breach("endpoints-kms", "serviceName", "com.amazonaws.us-east-1.ssm", "is for kms"),
    ),
    "require-private-names-of-endpoints-on-aws": (
        Breach("endpoints-sts", "privateDnsEnabled", False, "privateDnsEnabled is False; allowed: true"),
        Breach("endpoints-sts", "securityGroupIds", [], "securityGroupIds is empty"),
    ),
    "require-policies-of-endpoints-on-aws": (
        Breach("endpoints-kms", "policy", GONE, "AWS lets everything pass"),
        Breach("added-endpoint-policy", "policy", GONE, "policy is absent; allowed: one that says whose"),
    ),
    "restrict-policies-of-endpoints-on-aws": (
        *(
            Breach(
                "endpoints-s3",
                "policy",
                policy(Principal="*", Action="s3:*", Resource=resource),
                "for everything pass",
            )
            for resource in ("*", "arn:aws:s3:::*", "arn:aws:s3*")
        ),
        Breach(
            "added-endpoint-policy",
            "policy",
            policy(Principal="*", Action="*", Resource="*"),
            "for everything pass",
        ),
        Breach(
            "endpoints-kms",
            "policy",
            policy(Principal={"AWS": "*"}, Action="kms:Decrypt", NotResource="arn:aws:kms:*:1:key/x"),
            "for everything pass",
        ),
    ),
    "restrict-load-balancers-to-inside-on-aws": (
        Breach("added-balancer", "internal", GONE, "internal is absent; allowed: true"),
    ),
    "require-tls-of-listeners-on-aws": (
        Breach("added-listener", "protocol", "HTTP", 'protocol is "HTTP"'),
        Breach("added-listener", "sslPolicy", GONE, "sslPolicy is absent"),
        Breach("added-listener", "sslPolicy", "ELBSecurityPolicy-2016-08", "a policy of TLS 1.2 and 1.3"),
    ),
    "require-session-tokens-of-metadata-on-aws": (
        Breach("nodes-template-system", "metadataOptions.httpTokens", "optional", 'is "optional"'),
        Breach("nodes-template-system", "metadataOptions", GONE, 'is absent; allowed: "required"'),
        Breach("added-machine", "metadataOptions.httpTokens", GONE, 'is absent; allowed: "required"'),
    ),
    "restrict-metadata-hops-on-aws": (
        Breach("nodes-template-system", "metadataOptions.httpPutResponseHopLimit", 2, "allowed: at most 1"),
        Breach(
            "nodes-template-system",
            "metadataOptions.instanceMetadataTags",
            "enabled",
            'is "enabled"; allowed: anything but',
        ),
    ),
    "forbid-ssh-keys-on-aws": (
        Breach("nodes-template-system", "keyName", "lab", "keyName is"),
        Breach("nodes-system-us-east-1a", "remoteAccess", {"ec2SshKey": "lab"}, "remoteAccess.ec2SshKey is"),
    ),
    "forbid-secrets-in-user-data-on-aws": (
        Breach("pools-template-train-head-on-demand", "userData", BAD_START, "looks like a secret"),
        Breach("added-machine", "userData", "key=AKIAABCDEFGHIJKLMNOP", "looks like a secret"),
        Breach(
            "added-machine", "userData", "git clone https://me:hunter2@example.com/", "looks like a secret"
        ),
    ),
    "require-own-groups-of-machines-on-aws": (
        Breach("nodes-template-system", "vpcSecurityGroupIds", GONE, "vpcSecurityGroupIds is absent"),
        Breach(
            "pools-template-train-gpu-on-demand",
            "networkInterfaces.0.securityGroups",
            [],
            "networkInterfaces[0].securityGroups is empty",
        ),
        Breach("added-machine", "vpcSecurityGroupIds", [], "vpcSecurityGroupIds is empty"),
    ),
}
