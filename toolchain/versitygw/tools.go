//go:build tools

// Package tools names the commands that this module exists to pin and build.
package tools

import (
	_ "github.com/versity/versitygw/cmd/versitygw"
)
