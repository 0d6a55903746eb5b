// Package kinds holds the check that each package makes errors of its own places
// only: see the table in its test.
package kinds
