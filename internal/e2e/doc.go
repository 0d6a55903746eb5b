// Package e2e holds the tests of the built program: the scripts of
// testdata/script, stations and a registry under a bad network with kills, and a
// search of everything that the program leaves on a disk.
package e2e
