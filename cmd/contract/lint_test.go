package main

import (
	"strings"
	"testing"
)

// clean keeps all the rules.
const clean = `syntax = "proto3";

package ikd.registry.v1;

import "google/protobuf/duration.proto";

option go_package = "ikd/station/x;x";

service SmallService {
  rpc GetTime(GetTimeRequest) returns (GetTimeResponse);
}

message GetTimeRequest {}

message GetTimeResponse {
  google.protobuf.Duration since = 1;
  LongName long_name = 2;
  map<string, string> more = 3;
  optional string note = 4;
  oneof what {
    string a = 5;
  }
}

enum LongName {
  LONG_NAME_UNSPECIFIED = 0;
  LONG_NAME_FIRST = 1;
}
`

func TestLint(t *testing.T) {
	if wrong := lint(compiled(t, clean).files); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, c := range lintTrials {
		t.Run(c.name, func(t *testing.T) {
			if len(lint(compiled(t, c.apply(t, clean)).files)) == 0 {
				t.Error("not caught")
			}
		})
	}
}

var lintTrials = []trial{
	{"a package without a version", `registry\.v1`, `registry`},
	{"a package in capitals", `ikd\.registry`, `ikd.Registry`},
	{"a service's name", `SmallService`, `Small`},
	{"a service in small letters", `SmallService`, `smallService`},
	{"a call in small letters", `rpc GetTime`, `rpc getTime`},
	{"a request of another name", `GetTimeRequest`, `GetTimeQuery`},
	{"a response of another name", `GetTimeResponse`, `GetTimeReply`},
	{"a message that two calls use", `^  rpc.*`, "$0\n  rpc GetDate(GetTimeRequest) returns (GetTimeResponse);"},
	{"a message in small letters", `GetTimeRequest \{\}`, "GetTimeRequest {}\nmessage small_message {}"},
	{"a nested message in small letters", `GetTimeRequest \{\}`, "GetTimeRequest {\n  message small {}\n}"},
	{"a field in capitals", `long_name = 2`, `longName = 2`},
	{"a oneof in capitals", `oneof what`, `oneof What`},
	{"a set in small letters", `\bLongName\b`, `Long_Name`},
	{"a value without its prefix", `LONG_NAME_FIRST`, `FIRST`},
	{"a value in small letters", `LONG_NAME_FIRST`, `LONG_NAME_first`},
	{"a zero that says something", `LONG_NAME_UNSPECIFIED`, `LONG_NAME_NONE`},
	{"two names for one value", `LONG_NAME_FIRST = 1;`, "LONG_NAME_FIRST = 1;\n  LONG_NAME_ONE = 1;\n  option allow_alias = true;"},
	{"a public import", `import "`, `import public "`},
}

func TestLintComparesFiles(t *testing.T) {
	for _, c := range []trial{
		{"another package", `^package .*`, `package ikd.other.v1;`},
		{"another Go package", `station/x;x`, `station/y;y`},
	} {
		other := `syntax = "proto3";` + "\npackage ikd.registry.v1;\noption go_package = \"ikd/station/x;x\";\nmessage Second {}\n"
		files, err := compile(map[string]string{"a.proto": clean, "b.proto": c.apply(t, other)})
		if err != nil {
			t.Fatal(err)
		}
		if len(lint(files.files)) == 0 {
			t.Errorf("%s is not caught", c.name)
		}
	}
	files, err := compile(map[string]string{"Registry.proto": clean})
	if err != nil || len(lint(files.files)) == 0 {
		t.Errorf("a file's name in capitals is not caught, %v", err)
	}
}

// TestCompilerWarningsAreErrors: the compiler finds what the lint need not.
func TestCompilerWarningsAreErrors(t *testing.T) {
	for _, c := range []trial{
		{"an import that is not used", `google.protobuf.Duration since`, `string since`},
		{"no syntax", `^syntax.*`, ``},
		{"two values of one number", `LONG_NAME_FIRST = 1`, `LONG_NAME_FIRST = 0`},
		{"a type that there is not", `LongName long_name`, `NoName long_name`},
	} {
		if _, err := compile(map[string]string{"registry.proto": c.apply(t, clean)}); err == nil {
			t.Errorf("%s is not caught", c.name)
		}
	}
}

// TestPageNeedsEveryComment: what has no comment is named.
func TestPageNeedsEveryComment(t *testing.T) {
	atRoot(t)
	c := compiled(t, clean)
	err := c.eachGenerated(compareFile)
	for _, name := range []string{"SmallService", "GetTime", "since", "LongName", "LONG_NAME_FIRST"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s has no comment and is not named: %v", name, err)
		}
	}
}
