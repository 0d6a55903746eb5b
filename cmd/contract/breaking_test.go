package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// atRoot runs a test in the root of the repository, as the program runs.
func atRoot(t *testing.T) { t.Chdir(filepath.Join("..", "..")) }

// trial is a change of a .proto: what the expression finds, replaced.
type trial struct{ name, find, replace string }

func (c trial) apply(t *testing.T, source string) string {
	t.Helper()
	changed := regexp.MustCompile(`(?m)`+c.find).ReplaceAllString(source, c.replace)
	if changed == source {
		t.Fatalf("the trial changes nothing: %q is not found", c.find)
	}
	return changed
}

// differs compiles a source and its changed form and says what is broken.
func differs(t *testing.T, was, is string) []string {
	t.Helper()
	return broken(compiled(t, was).files, compiled(t, is).files)
}

func compiled(t *testing.T, source string) *contract {
	t.Helper()
	c, err := compile(map[string]string{"registry.proto": source})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestBreakingTheContractIsCaught changes the contract itself. Each of these
// breaks a station that is in use.
func TestBreakingTheContractIsCaught(t *testing.T) {
	atRoot(t)
	b, err := os.ReadFile(filepath.Join(protoFolder, "registry.proto"))
	if err != nil {
		t.Fatal(err)
	}
	was, err := readFrozen()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []trial{
		{"a field gets another number", `^  string birth = 4;`, `  string birth = 40;`},
		{"a field gets another type", `^  uint64 after_seq = 1;`, `  int64 after_seq = 1;`},
		{"a field gets another name", `^  string station_name = 3;`, `  string counter_name = 3;`},
		{"a field is taken out", `^  bytes sealing_key = 10;`, ``},
		{"a field becomes a list", `^  string office_name = 6;`, `  repeated string office_name = 6;`},
		{"a value of a closed set gets another number", `(ACTIVATION_STATE_HELD) = 4`, `$1 = 5`},
		{"a call is taken out", `^  rpc LookUp\(.*`, ``},
		{"a call takes another message", `rpc GetTime\(GetTimeRequest\)`, `rpc GetTime(GetTrustRequest)`},
		{"a call may not be repeated any more", `(rpc ListVerdicts[^}]*)NO_SIDE_EFFECTS`, `${1}IDEMPOTENCY_UNKNOWN`},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrong := broken(was, compiled(t, c.apply(t, string(b))).files)
			if len(wrong) == 0 {
				t.Error("not caught")
			}
			for _, line := range wrong {
				if !strings.HasPrefix(line, "file registry.proto > ") {
					t.Errorf("%q does not say where", line)
				}
			}
		})
	}
}

// small has one of everything that a contract may use.
const small = `syntax = "proto3";
package ikd.registry.v1;
option go_package = "ikd/station/x;x";
service SmallService {
  rpc Get(GetRequest) returns (GetResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
  }
  rpc Watch(GetRequest) returns (stream GetResponse);
}
message GetRequest {
  reserved 5, 10 to 12;
  reserved "gone";
  int32 count = 1;
  bytes key = 2;
  uint64 seq = 3 [jstype = JS_STRING];
  Colour colour = 4;
  oneof what {
    string name = 6;
    Other other = 7;
  }
  optional string note = 8;
  repeated int32 numbers = 9;
  map<string, Other> more = 13;
  message Inner {
    string text = 1;
  }
  Inner inner = 14;
}
message GetResponse {
  Other other = 1;
}
message Other {
  string text = 1 [json_name = "words"];
}
enum Colour {
  reserved 9;
  COLOUR_UNSPECIFIED = 0;
  COLOUR_RED = 1;
  COLOUR_BLUE = 2;
}
`

// TestEveryChangeIsCaught goes through the changes that Buf's strictest category
// for breaking changes (FILE, which contains WIRE_JSON) knows in proto3, and some
// that it does not.
func TestEveryChangeIsCaught(t *testing.T) {
	for _, c := range breakingTrials {
		t.Run(c.name, func(t *testing.T) {
			if len(differs(t, small, c.apply(t, small))) == 0 {
				t.Error("not caught")
			}
		})
	}
}

var breakingTrials = []trial{
	{"another package", `^package .*`, `package ikd.registry.v2;`},
	{"another Go package", `ikd/station/x;x`, `ikd/station/y;y`},
	{"another option of the file", `^option go_package`, "option java_package = \"x\";\noption go_package"},
	{"a service is renamed", `SmallService`, `TinyService`},
	{"a call is renamed", `rpc Get\(`, `rpc Fetch(`},
	{"a call is taken out", `^  rpc Watch.*`, ``},
	{"a call gives another message", `\(GetRequest\) returns \(GetResponse\)`, `(GetRequest) returns (Other)`},
	{"a call's replies are a stream no more", `returns \(stream `, `returns (`},
	{"a call's request becomes a stream", `Watch\(`, `Watch(stream `},
	{"a call may not be repeated any more", `(?s) \{\n    option idempotency_level = NO_SIDE_EFFECTS;\n  \}`, `;`},
	{"a message is renamed", `\bOther\b`, `Another`},
	{"a nested message is renamed", `\bInner\b`, `Within`},
	{"a message is taken out", `(?s)  message Inner \{.*?\}\n  Inner inner = 14;\n`, ``},
	{"a field's type, on the wire the same", `int32 count`, `uint32 count`},
	{"a field's type, wider", `int32 count`, `int64 count`},
	{"a field's type, zigzag", `int32 count`, `sint32 count`},
	{"a field's type, bytes to string", `bytes key`, `string key`},
	{"a field's type, enum to number", `Colour colour`, `int32 colour`},
	{"a field's type, another message", `Inner inner = 14`, `Other inner = 14`},
	{"a map's value", `map<string, Other>`, `map<string, Inner>`},
	{"a map's key", `map<string, Other>`, `map<int32, Other>`},
	{"a map becomes a message", `map<string, Other> more`, `Other more`},
	{"a list becomes single", `repeated int32 numbers`, `int32 numbers`},
	{"a list is packed no more", `numbers = 9`, `numbers = 9 [packed = false]`},
	{"presence is lost", `optional string note`, `string note`},
	{"presence is added", `  int32 count`, `  optional int32 count`},
	{"a field enters a oneof", `(?s)  int32 count = 1;(.*oneof what \{)`, "${1}\n    int32 count = 1;"},
	{"a field leaves a oneof", `(?s)  (oneof what \{.*?)    string name = 6;`, "  string name = 6;\n  ${1}"},
	{"a oneof is renamed", `oneof what`, `oneof which`},
	{"a name in JSON", `"words"`, `"text"`},
	{"a number's form in JSON", `JS_STRING`, `JS_NUMBER`},
	{"a reserved number is free", `reserved 5, `, `reserved `},
	{"a reserved range is narrower", `10 to 12`, `10 to 11`},
	{"a reserved name is free", `^  reserved "gone";`, ``},
	{"a set is renamed", `\bColour\b`, `Shade`},
	{"a value is taken out", `^  COLOUR_BLUE = 2;`, ``},
	{"a value is renamed", `COLOUR_BLUE`, `COLOUR_GREEN`},
	{"a value gets another number", `COLOUR_BLUE = 2`, `COLOUR_BLUE = 3`},
	{"two values change places", `(?s)COLOUR_RED = 1;\n  COLOUR_BLUE = 2`, "COLOUR_RED = 2;\n  COLOUR_BLUE = 1"},
	{"a set allows two names", `enum Colour \{`, "enum Colour {\n  option allow_alias = true;\n  COLOUR_NONE = 0;"},
	{"a reserved value is free", `^  reserved 9;`, ``},
	{"a nested message moves out", `(?s)  message Inner \{(.*?)\}\n  Inner inner(.*)`, "  Inner inner${2}message Inner {${1}}\n"},
}

func TestAnotherSyntaxIsCaught(t *testing.T) {
	const source = "syntax = \"proto3\";\npackage x.v1;\nmessage X {}\n"
	if len(differs(t, source, strings.Replace(source, "proto3", "proto2", 1))) == 0 {
		t.Error("not caught")
	}
}

func TestFileThatIsMissingIsCaught(t *testing.T) {
	was := compiled(t, small).files
	if len(broken(was, nil)) == 0 {
		t.Error("not caught")
	}
}

// TestWhatMayChange: the contract may grow, and its comments and order may
// change. Growth is told, so that it is frozen too.
func TestWhatMayChange(t *testing.T) {
	for _, c := range []struct {
		trial
		grows bool
	}{
		{trial{"a field is added", `^  int32 count = 1;`, "  int32 count = 1;\n  string fresh = 20;"}, true},
		{trial{"a message is added", `^message Other`, "message Fresh {}\nmessage Other"}, true},
		{trial{"a value is added", `^  COLOUR_RED`, "  COLOUR_GREEN = 3;\n  COLOUR_RED"}, true},
		{trial{"a set is added", `^enum Colour`, "enum Shade {\n  SHADE_UNSPECIFIED = 0;\n}\nenum Colour"}, true},
		{trial{"a call is added", `^  rpc Watch`, "  rpc Put(Other) returns (Other);\n  rpc Watch"}, true},
		{trial{"a oneof is added before another", `^  oneof what`, "  oneof fresh {\n    string a = 20;\n  }\n  oneof what"}, true},
		{trial{"a field is added to a oneof", `^    string name`, "    string fresh = 20;\n    string name"}, true},
		{trial{"a number is reserved", `reserved 5, `, `reserved 5, 30, `}, true},
		{trial{"a field is out of use", `int32 count = 1`, `int32 count = 1 [deprecated = true]`}, false},
		{trial{"a comment", `^message Other`, "// Other is new.\nmessage Other"}, false},
		{trial{"the order of fields", `(?s)(  int32 count = 1;\n)(  bytes key = 2;\n)`, `$2$1`}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			is := c.apply(t, small)
			if wrong := differs(t, small, is); len(wrong) > 0 {
				t.Error("taken for broken:", wrong)
			}
			told := added(compiled(t, small).files, compiled(t, is).files)
			if c.grows != (len(told) > 0) {
				t.Errorf("told of growth: %q", told)
			}
		})
	}
}
