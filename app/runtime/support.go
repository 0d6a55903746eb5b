package runtime

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v4/disk"

	"ikd/station/app/logging"
	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
	"ikd/station/store"
)

// Support is what a station's folder tells support without anybody's secret: how
// much there is of everything, how the audit stands, and what the window is set to.
// What cannot be read is left out, with the kind of its failure in its place: a
// folder that is damaged is when support is needed.
func Support(ctx context.Context, dir string) logging.Contents {
	var c logging.Contents
	c.Figures = append(c.Figures, outboxFigures(ctx, dir)...)
	c.Figures = append(c.Figures, auditFigures(ctx, dir)...)
	c.Figures = append(c.Figures, fileFigures(dir)...)
	if usage, err := disk.Usage(dir); err == nil {
		c.Figures = append(c.Figures, slog.Int64("free_megabytes", int64(usage.Free>>20)), slog.Int64("disk_megabytes", int64(usage.Total>>20)))
	}
	c.Settings = settings(ctx, dir)
	return c
}

func failed(of string, err error) []slog.Attr {
	return []slog.Attr{slog.Group(of, logging.Kind(siak.KindOf(err)))}
}

// outboxFigures counts the activations by state and the tries that they took.
func outboxFigures(ctx context.Context, dir string) (all []slog.Attr) {
	rows, err := store.Outbox(ctx, dir)
	if err != nil {
		return failed("activations", err)
	}
	counts, attempts := map[siak.State]int{}, 0
	for _, r := range rows {
		counts[r.State]++
		attempts += r.Attempts
	}
	for state, n := range counts {
		all = append(all, slog.Int("activations_"+strings.ReplaceAll(string(state), "-", "_"), n))
	}
	return append(all, slog.Int("activations", len(rows)), slog.Int("attempts", attempts))
}

func auditFigures(ctx context.Context, dir string) []slog.Attr {
	report, err := store.VerifyAudit(ctx, dir)
	if err != nil {
		return failed("audit", err)
	}
	return []slog.Attr{
		slog.Int64("audit_rows", report.Rows), slog.Bool("audit_sound", report.Sound()), slog.Int64("audit_first_bad", report.Bad),
		slog.Int("failed_sign_ins", report.Waiting),
	}
}

// fileFigures are the sizes of the databases, by their names.
func fileFigures(dir string) (all []slog.Attr) {
	files, err := filepath.Glob(filepath.Join(dir, "*.db*"))
	if err != nil {
		return nil
	}
	for _, file := range files {
		name := strings.ReplaceAll(filepath.Base(file), ".", "_")
		if info, err := os.Stat(file); err == nil && (strings.HasPrefix(name, "ledger") || strings.HasPrefix(name, "cache")) {
			all = append(all, slog.Int64(strings.ReplaceAll(name, "-", "_")+"_bytes", info.Size()))
		}
	}
	return all
}

// settings are those of the window that are a switch or a number; a camera's or an
// officer's name is none of support's business.
func settings(ctx context.Context, dir string) (all []slog.Attr) {
	prefs, err := store.Prefs(ctx, dir)
	if err != nil {
		return failed("settings", err)
	}
	for name, value := range prefs {
		switch name {
		case store.PrefClock: // a measurement, and no form that the log would let pass
		case store.PrefProxy:
			s, _ := proxy.Parse(value)
			all = append(all, slog.String("proxy", string(cmp.Or(s.Mode, proxy.Own))))
		default:
			all = append(all, slog.String(string(name), value))
		}
	}
	accounts, err := store.ListAccounts(ctx, dir, nil)
	if err != nil {
		return append(all, failed("accounts", err)...)
	}
	return append(all, slog.Int("accounts", len(accounts)))
}
