package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// drawTop draws the project as somebody meets it who opens its folder: a box for
// each top folder with code and for each file of the root, an arrow for each
// import between them, and for each root file that uses what another declares.
func (t *tree) drawTop() *drawing {
	d := newDrawing()
	for _, p := range t.packages {
		if p.folder == "" {
			t.drawFiles(d, p)
			for _, f := range p.code() {
				t.drawImports(d, f.name, topFolder, f)
			}
			continue
		}
		d.box(topFolder(p.folder))
		t.drawImports(d, topFolder(p.folder), topFolder, p.code()...)
	}
	return d
}

// drawBelow draws the packages of one top folder.
func (t *tree) drawBelow(top string) *drawing {
	d := newDrawing()
	inside := func(folder string) string {
		if topFolder(folder) != top {
			return ""
		}
		return folder
	}
	for _, p := range t.packages {
		if topFolder(p.folder) == top && len(p.code()) > 0 {
			d.box(p.folder)
			t.drawImports(d, p.folder, inside, p.code()...)
		}
	}
	return d
}

// drawImports draws an arrow for each package of the module that files import,
// to the box that has it; "" is no box.
func (t *tree) drawImports(d *drawing, from string, boxOf func(folder string) string, files ...*file) {
	for _, imported := range imports(files...) {
		if folder, inside := folderOf(imported, t.module); inside && boxOf(folder) != "" {
			d.arrow(from, boxOf(folder))
		}
	}
}

func topFolder(folder string) string {
	top, _, _ := strings.Cut(folder, "/")
	return top
}

// drawFiles draws the files of a package, with an arrow from each file to those
// that declare what it uses: types, functions, methods, fields, variables and
// constants.
func (t *tree) drawFiles(d *drawing, p *pkg) {
	for _, f := range p.code() {
		d.box(f.name)
	}
	for _, system := range systems {
		var files []*ast.File
		for _, f := range p.code() {
			if slices.Contains(f.systems, system) {
				files = append(files, f.syntax)
			}
		}
		for used, object := range uses(t.files, files) {
			from, to := t.files.Position(used.Pos()).Filename, t.files.Position(object.Pos()).Filename
			d.arrow(filepath.Base(from), filepath.Base(to))
		}
	}
}

// uses tells for each identifier what it means, where that is declared in the
// package itself. No importer is set: imports are not read, and what cannot be
// known without them is left out.
func uses(files *token.FileSet, syntax []*ast.File) map[*ast.Ident]types.Object {
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	check := types.Config{Error: func(error) {}, FakeImportC: true}
	known, _ := check.Check("", files, syntax, &info) // its errors are those of the imports
	maps.DeleteFunc(info.Uses, func(_ *ast.Ident, o types.Object) bool {
		_, isImport := o.(*types.PkgName)
		return isImport || o.Pkg() != known || !o.Pos().IsValid()
	})
	return info.Uses
}
