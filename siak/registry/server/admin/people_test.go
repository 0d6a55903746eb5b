package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/server/storagetest"
	"ikd/station/siak/table"
)

const (
	heads = "nik,name,sex,birth,marital,life,recorded,district,district_name,village\n"
	budi  = "3276061703929001,Budi Santoso,L,1992-03-17,kawin,hidup,ya,327606,Beji,Kukusan\n"
	siti  = "3276065703929002,Siti Lestari,P,1992-03-17,belum-kawin,,tidak,327606,Beji,Kukusan\n"
)

// register is a registry without people.
func register(t testing.TB) *server.Registry {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r, err := server.Open(t.Context(), s, server.Options{OfficeRegion: "327606", OfficeName: "Disdukcapil", Wrapping: storagetest.Wrapping()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// listed is what an import printed.
type listed struct {
	faults, warnings []string // "row column: meant"
	read             []string // what stood there, of the faults
	last             struct {
		Added, Changed, Same, Faulty int
		Whole                        bool
		Report                       string
	}
}

// imports takes a list in from a file in a folder of its own.
func imports(t testing.TB, r *server.Registry, data []byte, f PeopleFile) (out listed, err error) {
	t.Helper()
	if f.Path == "" {
		f.Path = filepath.Join(t.TempDir(), "warga.list")
	}
	if err := os.WriteFile(f.Path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f.Area = true
	err = ImportPeople(t.Context(), r, f, func(v any) error {
		text, err := json.Marshal(v)
		var line faultLine
		if err == nil {
			err = json.Unmarshal(text, &line)
		}
		switch said := fmt.Sprintf("%d %s: %s", line.Row, line.Column, line.Meant); line.Event {
		case "fault":
			out.faults, out.read = append(out.faults, said), append(out.read, line.Read)
		case "warning":
			out.warnings = append(out.warnings, said)
		case "imported":
			err = json.Unmarshal(text, &out.last)
		}
		return err
	})
	return out, err
}

// people are those of the kecamatan as stations get them, by name.
func people(t testing.TB, r *server.Registry) map[string]siak.Resident {
	t.Helper()
	page, err := r.Changes(t.Context(), siak.Cursor{Partition: "327606"}, 5000)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]siak.Resident{}
	for _, p := range page.Upserts {
		p.NIK, p.Version = siak.NIK{}, 0
		all[p.Name] = p
	}
	return all
}

var budiAsTaken = siak.Resident{
	Name: "Budi Santoso", Sex: siak.Male, Birth: siak.Date{Year: 1992, Month: 3, Day: 17}, Marital: siak.Married,
	Recorded: true, District: "327606", Village: "Kukusan",
}

// One person as offices write one: each gives the same record, and no fault.
func TestImportUnderstands(t *testing.T) {
	t.Parallel()
	sub := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(heads + budi) }
	for what, list := range map[string]string{
		"the words themselves":               heads + budi,
		"a spreadsheet in Indonesian":        sub(",", ";"),
		"with a mark":                        "\ufeff" + heads + budi,
		"of Windows":                         sub("\n", "\r\n"),
		"in capitals":                        strings.ToUpper(heads) + sub(heads, "", "L,", "l,", "kawin", "KAWIN", "hidup", "Hidup", "ya", "YA"),
		"a date with the day in front":       sub("1992-03-17", "17/03/1992"),
		"a date with the month's name":       sub("1992-03-17", "17 Maret 1992"),
		"an apostrophe before the NIK":       sub("3276061703929001", "'3276061703929001"),
		"SIAK's own headings and codes":      "NIK;NAMA_LGKP;JENIS_KLMIN;TGL_LHR;STAT_KWN;REKAM;KODE_KEC;KEL\n3276061703929001;Budi Santoso;1;17-03-1992;2;1;327606;Kukusan\n",
		"an office's form":                   "DAFTAR PENDUDUK;;;;;;;;\n;;;;;;;;\nNo.;N.I.K.;Nama Lengkap;L/P;Tgl. Lahir (tgl/bln/thn);Status Perkawinan;Perekaman KTP-el;Kode Kecamatan;Kelurahan/Desa\n1;2;3;4;5;6;7;8;9\n1;3276061703929001;Budi  Santoso;Laki-laki;17-Mar-1992;Kawin Tercatat;Sudah Rekam;32.76.06;Kukusan\n",
		"a code and a name in one":           "nik,nama,jk,lahir,status kawin,rekam,kecamatan,desa\n3276061703929001,Budi Santoso,L,33680,kawin,y,32.76.06,Kukusan\n",
		"a date that the NIK alone knows":    sub("1992-03-17", "0000-00-00"),
		"a report that is imported again":    strings.ReplaceAll(heads, "\n", ",fault_row,fault_columns,fault_reasons\n") + strings.ReplaceAll(budi, "\n", ",7,nik,why\n"),
		"one row twice":                      heads + budi + budi,
		"JSON Lines":                         `{"nik":"3276061703929001","name":"Budi Santoso","sex":"L","birth":"1992-03-17","marital":"kawin","recorded":true,"district":327606,"village":"Kukusan"}`,
		"in quotation marks and with blanks": sub("Budi Santoso", `" Budi Santoso "`),
	} {
		r := register(t)
		out, err := imports(t, r, []byte(list), PeopleFile{})
		if err != nil || len(out.faults) > 0 || !out.last.Whole || out.last.Report != "" {
			t.Errorf("%s: %q, %v", what, out.faults, err)
			continue
		}
		if diff := cmp.Diff(map[string]siak.Resident{"Budi Santoso": budiAsTaken}, people(t, r), cmp.Comparer(func(a, b siak.NIK) bool { return a == b })); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// Each kind of fault is named by its row and column, the rows around it too, and
// nothing is taken in; with Continue the others are, and the report holds it.
func TestImportNamesFaults(t *testing.T) {
	t.Parallel()
	bad := "3276061703929003,Agus,L,1992-03-17,kawin,hidup,ya,327606,Beji,Kukusan\n"
	for what, c := range map[string]struct{ from, to, column, says string }{
		"a NIK that a spreadsheet rounded": {"3276061703929003", "3.27606E+15", "nik", "rounded"},
		"a NIK without a digit":            {"3276061703929003", "327606170392900", "nik", "there are 15"},
		"another encoding":                 {"Agus", "Jos\xe9", "name", "--encoding windows-1252"},
		"UTF-8 that was read as another":   {"Agus", "JosÃ©", "name", `"José" seems to be meant`},
		"a line break":                     {"Agus", "\"Agus\nSalim\"", "name", "line break"},
		"an end that is not seen":          {"Agus", "Agus\u202e", "name", "direction"},
		"a name without end":               {"Agus", strings.Repeat("Raden ", 40), "name", "at most 200 bytes"},
		"no name":                          {"Agus", " ", "name", "nothing stands there"},
		"a number for a name":              {"Agus", "12345", "name", "has letters"},
		"a birth to come":                  {"1992-03-17", "2099-03-17", "birth", "future"},
		"a birth of nowhere":               {"1992-03-17", "30/02/1992", "birth", "a day that there is"},
		"a date of two meanings":           {"1992-03-17", "03/04/1992", "birth", "1992-03-04 or 1992-04-03"},
		"a sex of none":                    {",L,", ",X,", "sex", "L or P"},
		"a marital state of two meanings":  {"kawin", "cerai tercatat", "marital", "cerai-hidup or cerai-mati"},
		"a life of none":                   {"hidup", "entah", "life", "meninggal"},
		"an answer of none":                {",ya,", ",mungkin,", "recorded", "ya or tidak"},
		"a kecamatan's name":               {"327606", "Beji", "district", "not its name"},
		"a separator in a name":            {"Agus", "Agus, S.Pd", "", "quotation marks"},
		"a quotation mark":                 {"Agus", `"Agus`, "", "not closed"},
	} {
		r := register(t)
		list := []byte(heads + budi + strings.ReplaceAll(bad, c.from, c.to) + siti)
		if c.from == "327606" {
			list = []byte(heads + budi + strings.Replace(bad, ",327606,", ",Beji,", 1) + siti)
		}
		for _, goOn := range []bool{false, true} {
			out, err := imports(t, r, list, PeopleFile{Continue: goOn})
			want := fmt.Sprintf("3 %s: ", c.column)
			if len(out.faults) != 1 || !strings.HasPrefix(out.faults[0], want) || !strings.Contains(out.faults[0], c.says) {
				t.Errorf("%s: %q, want %q … %q", what, out.faults, want, c.says)
			}
			if goOn != (err == nil) || !goOn && ExitCode(err) != ExitUsage || out.last.Whole || out.last.Faulty != 1 || out.last.Added != map[bool]int{true: 2}[goOn] {
				t.Errorf("%s: %+v, %v", what, out.last, err)
			}
			if err != nil && strings.Contains(err.Error(), "Agus") {
				t.Errorf("%s: a person is in %v", what, err)
			}
			wantReport(t, what, out.last.Report)
		}
		if got := people(t, r); len(got) != 2 || got["Budi Santoso"] != budiAsTaken {
			t.Errorf("%s: %d people", what, len(got))
		}
	}
}

// wantReport: a report has one row behind its headings, for its owner alone.
func wantReport(t *testing.T, what, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Error(what, err)
		return
	}
	tab, err := table.Open(bytes.NewReader(data), int64(len(data)), table.Options{Columns: residentColumns, Ignored: ReportColumns()})
	if err != nil || !bytes.HasPrefix(data, []byte(mark)) {
		t.Errorf("%s: %v", what, err)
		return
	}
	rows := 0
	for row, err := range tab.Rows() {
		if rows++; err != nil || row.Fault != nil || !strings.HasPrefix(row.Cells[len(row.Cells)-3].Text, "3") {
			t.Errorf("%s: row %d of the report: %v", what, row.Number, row.Fault)
		}
	}
	if info, err := os.Stat(path); rows != 1 || err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %d rows, %v", what, rows, err)
	}
}

// A workbook with a rounded NIK among whole ones; its report is mended in a
// spreadsheet and imported.
func TestImportWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	born := time.Date(1992, 3, 17, 0, 0, 0, 0, time.UTC)
	for i, row := range [][]any{
		{"DAFTAR WARGA"},
		{"NIK", "Nama", "L/P", "Tanggal Lahir", "Status Kawin", "Perekaman", "Kode Kecamatan", "Desa"},
		{"3276061703929001", "Budi Santoso", "L", born, "Kawin", "Ya", 327606, "Kukusan"},
		{3276061703929000.0, "Agus", "L", born, "Kawin", "Ya", 327606, "Kukusan"},
		{int64(3276061703929003), "Dewi", "P", "17/03/1992", "Cerai Hidup", "Belum", "32.76.06", "Kukusan"},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var data bytes.Buffer
	if err := f.Write(&data); err != nil {
		t.Fatal(err)
	}
	r := register(t)
	out, err := imports(t, r, data.Bytes(), PeopleFile{Continue: true})
	if err != nil || out.last.Added != 2 || len(out.faults) != 1 || !strings.HasPrefix(out.faults[0], "4 NIK: a spreadsheet took the NIK for a number") {
		t.Fatalf("%q, %+v, %v", out.faults, out.last, err)
	}
	report, err := os.ReadFile(out.last.Report)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(report, []byte("'3276061703929000;Agus;L;1992-03-17;Kawin;Ya;327606;Kukusan;4;NIK;\"NIK: ")) {
		t.Errorf("the report is %s", report)
	}
	out, err = imports(t, r, bytes.Replace(report, []byte("'3276061703929000"), []byte("3276061703929002"), 1), PeopleFile{})
	if err != nil || out.last.Added != 1 || !out.last.Whole || len(people(t, r)) != 3 {
		t.Errorf("%q, %+v, %v", out.faults, out.last, err)
	}
}

// Two records for one NIK are both refused, also where one has another fault; and
// a list of which every NIK was rounded is refused as a whole.
func TestImportDoubles(t *testing.T) {
	t.Parallel()
	r := register(t)
	other := strings.Replace(budi, "Budi Santoso", "Bude Santosa", 1)
	out, err := imports(t, r, []byte(heads+budi+siti+other+budi+strings.Replace(other, "kawin", "entah", 1)), PeopleFile{Continue: true})
	want := []string{
		"4 nik: the NIK of one person; it stands in row 2 with other values: leave the one that is right",
		"6 marital: belum-kawin, kawin, cerai-hidup or cerai-mati",
		"6 nik: the NIK of one person; it stands in row 2 with other values: leave the one that is right",
	}
	if diff := cmp.Diff(want, out.faults); diff != "" || err != nil || out.last.Added != 1 || len(people(t, r)) != 1 {
		t.Errorf("%s %+v %v", diff, out.last, err)
	}
	report, _ := os.ReadFile(out.last.Report)
	if n := bytes.Count(report, []byte("\r\n")); n != 1+4 || !bytes.Contains(report, []byte("in a row below")) {
		t.Errorf("%d lines: %s", n, report)
	}

	var rounded strings.Builder
	rounded.WriteString(heads)
	for i := range mostRounded {
		rounded.WriteString(strings.Replace(budi, "9001", fmt.Sprintf("90%d0", i), 1))
	}
	out, err = imports(t, r, []byte(rounded.String()), PeopleFile{Continue: true})
	if err != nil || out.last.Added != 0 || out.last.Faulty != mostRounded || len(out.faults) != 1 || !strings.Contains(out.faults[0], "every NIK of the list ends in 0") {
		t.Errorf("%q, %+v, %v", out.faults, out.last, err)
	}
}

// A report is never written over, and standard input needs a name for it.
func TestImportReports(t *testing.T) {
	t.Parallel()
	r, dir := register(t), t.TempDir()
	bad := []byte(heads + strings.Replace(budi, "kawin", "x", 1))
	for _, want := range []string{"warga.faults.csv", "warga.faults-2.csv", "warga.faults-3.csv"} {
		if out, _ := imports(t, r, bad, PeopleFile{Path: filepath.Join(dir, "warga.csv")}); filepath.Base(out.last.Report) != want {
			t.Errorf("the report is %s, want %s", out.last.Report, want)
		}
	}
	refuses(t, "a report that is there", ExitUsage, "is there already", func(Print) error {
		return ImportPeople(t.Context(), r, PeopleFile{Path: filepath.Join(dir, "warga.csv"), Report: filepath.Join(dir, "warga.faults.csv")}, func(any) error { return nil })
	})
	refuses(t, "standard input", ExitUsage, "needs --report", func(p Print) error {
		return ImportPeople(t.Context(), r, PeopleFile{Path: "-", In: bytes.NewReader(bad), Continue: true}, p)
	})
	refuses(t, "a folder", ExitUsage, "is no file", func(p Print) error { return ImportPeople(t.Context(), r, PeopleFile{Path: dir}, p) })
}

// manyFaults writes a list of so many people with so many faults of each kind.
func manyFaults(people, each int) []byte {
	var b bytes.Buffer
	b.WriteString(heads)
	kinds := []struct{ from, to string }{
		{"1992-03-17", "2099-03-17"},
		{"1992-03-17", "entah"},
		{"Warga", "Jos\xe9"},
		{"Warga", "Warga\u200b"},
		{"Warga", strings.Repeat("Warga ", 40)},
		{"kawin", "cerai"},
		{",L,", ",?,"},
		{",ya,", ",?,"},
		{"Kukusan", "Kuku\x00san"},
		{"Warga", `"Warga`},
		{"Warga", "Warga, Rekaan"},
		{"hidup", "?"},
	}
	for i := range people {
		row := fmt.Sprintf("32760%d1703%02d%04d,Warga Rekaan %d,L,1992-03-17,kawin,hidup,ya,32760%d,Beji,Kukusan\n", 1+i/10_000_000%9, i/9999%100, 1+i%9999, i, 1+i%6)
		if k := i % (people / each); k < len(kinds) {
			row = strings.Replace(row, kinds[k].from, kinds[k].to, 1)
		}
		b.WriteString(row)
	}
	return b.Bytes()
}

// A large list with many faults is listed in bounds, reported whole, and its other
// rows are taken in.
func TestImportOfMany(t *testing.T) {
	t.Parallel()
	const all, each, kinds = 6000, 50, 12
	r := register(t)
	out, err := imports(t, r, manyFaults(all, each), PeopleFile{Continue: true})
	if err != nil || len(out.faults) != maxListed || out.last.Faulty != each*kinds || out.last.Added != all-each*kinds {
		t.Fatalf("%d listed, %+v, %v", len(out.faults), out.last, err)
	}
	report, err := os.ReadFile(out.last.Report)
	if n := bytes.Count(report, []byte("\r\n")); err != nil || n != 1+each*kinds {
		t.Errorf("%d lines, %v", n, err)
	}
}

// BenchmarkImport is 200,000 rows with 50 faults of each kind.
func BenchmarkImport(b *testing.B) {
	data := manyFaults(200_000, 50)
	for b.Loop() {
		before := heap()
		out, err := imports(b, register(b), data, PeopleFile{Continue: true})
		if err != nil || out.last.Faulty != 50*12 {
			b.Fatalf("%+v, %v", out.last, err)
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-left")
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Every heading that is known stands in the page for who prepares a list.
func TestHeadingsAreDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "docs", "registry.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range residentColumns {
		if row := "| `" + c.Name + "`"; !strings.Contains(string(text), row) || !strings.Contains(string(text), "| "+strings.Join(c.Titles, ", ")+" |") {
			t.Errorf("docs/registry.md lacks %s or its headings: %s", c.Name, strings.Join(c.Titles, ", "))
		}
	}
}
