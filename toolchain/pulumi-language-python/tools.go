//go:build tools

// Package tools names the command that this module exists to pin and build.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
