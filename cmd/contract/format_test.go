package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestFormatRestoresTheContract(t *testing.T) {
	atRoot(t)
	b, err := os.ReadFile(filepath.Join(protoFolder, "registry.proto"))
	if err != nil {
		t.Fatal(err)
	}
	want := string(b)
	for name, mangled := range map[string]string{
		"as it is":            want,
		"no indent":           regexp.MustCompile(`(?m)^ +`).ReplaceAllString(want, ""),
		"tabs":                regexp.MustCompile(`(?m)^ +`).ReplaceAllString(want, "\t\t\t"),
		"spaces at the end":   strings.ReplaceAll(want, "\n", "  \n"),
		"more empty lines":    strings.ReplaceAll(want, "\n\n", "\n\n\n\n"),
		"no line end":         strings.TrimSpace(want),
		"spaces in the lines": regexp.MustCompile(`(?m)^( *[^/\n]*) = (\d+;)`).ReplaceAllString(want, "$1=$2"),
		"Windows":             strings.ReplaceAll(want, "\n", "\r\n"),
	} {
		if got := format(mangled); got != want {
			t.Errorf("%s: line %d is not restored", name, firstDifference(got, want))
		}
	}
}

func firstDifference(a, b string) int {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return i + 1
		}
	}
	return min(len(as), len(bs)) + 1
}

func TestFormat(t *testing.T) {
	const source = `

syntax="proto3" ;
package  x.v1;   // named
message A{

  reserved 1,2 , 4 to   6;
  map < string,B >m=1[deprecated=true,  json_name = "a // b" ];
  repeated .x.v1.B  b=2 [
  (option.name) = {a:1}
  ]; /* kept */ string c = 3;


  // Of the oneof.
  oneof o { string d=4 ; }

}
message B { }
service S{rpc Get(A)returns(stream B){option idempotency_level=NO_SIDE_EFFECTS;}}
option (custom).x = -1;`
	const want = `syntax = "proto3";
package x.v1; // named
message A {
  reserved 1, 2, 4 to 6;
  map<string, B> m = 1 [deprecated = true, json_name = "a // b"];
  repeated .x.v1.B b = 2 [
    (option.name) = {
      a: 1
    }
  ]; /* kept */
  string c = 3;

  // Of the oneof.
  oneof o {
    string d = 4;
  }
}
message B {}
service S {
  rpc Get(A) returns (stream B) {
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}
option (custom).x = -1;
`
	if got := format(source); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := format(want); got != want {
		t.Errorf("formatted twice\n%s", got)
	}
}
