//go:build tools

// Package tools names the commands that this module exists to pin and build.
package tools

import (
	_ "sigs.k8s.io/kueue/cmd/kueue"
)
