// Package wire is what both ends of the registry's contract share: the mapping
// between the messages of registry.proto and the types of the domain, and the
// compression that both sides know.
//
// Whatever comes from the other end is checked here before it becomes a type
// of the domain: a region has six digits, a thumbprint 32 bytes, an enum one of
// its values. The error texts name the field and never its content, which is
// personal data.
package wire

import "fmt"

// bad names the field that does not hold what the contract says.
func bad(field string) error { return fmt.Errorf("field %s is not as agreed", field) }
