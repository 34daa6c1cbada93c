//go:build tools

// Package tools names the commands that this module exists to pin and build.
package tools

import (
	_ "go.etcd.io/etcd/server/v3"
)
