// Command python unpacks a whole CPython with pip into a folder, for tests that need Python on a machine that has none.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kluctl/go-embed-python/pip"
	"github.com/kluctl/go-embed-python/python"
)

func main() {
	if err := unpack(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func unpack(target string) error {
	if _, err := python.NewEmbeddedPythonWithTmpDir(filepath.Join(target, "python"), false); err != nil {
		return err
	}
	// The library unpacks pip below the temporary directory only.
	if err := os.Setenv("TMPDIR", target); err != nil {
		return err
	}
	_, err := pip.NewPipLib("lib")
	return err
}
