package main

import "ikd/station/siak/registry/server/keys"

// pkcs11Wrapping is for programs that were built without PKCS #11.
func pkcs11Wrapping(string) (*keys.Wrapping, error) {
	return nil, usage("--key: this program was built without PKCS #11")
}
