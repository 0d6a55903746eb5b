package main

import (
	"go/ast"
	"slices"
)

// undocumented are the exported names of a package without a comment, and the
// package itself where no file says what it is for. A group of constants or
// variables may share one comment. Methods of types that are not exported, the
// names of commands, and Error, whose meaning is known, need none.
func (t *tree) undocumented(p *pkg, files []*file) []string {
	if len(files) == 0 {
		return nil
	}
	var places []string
	if !slices.ContainsFunc(files, func(f *file) bool { return f.syntax.Doc != nil }) {
		places = append(places, p.place())
	}
	if files[0].syntax.Name.Name == "main" {
		return places
	}
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			for _, name := range undocumentedIn(d) {
				places = append(places, t.at(p, name.Pos(), name.Name))
			}
		}
	}
	return places
}

func undocumentedIn(d ast.Decl) []*ast.Ident {
	var names []*ast.Ident
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.Name != "Error" && (d.Recv == nil || ast.IsExported(receiverOf(d))) {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		if d.Doc == nil {
			names = undocumentedSpecs(d.Specs)
		}
	}
	return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !n.IsExported() })
}

func undocumentedSpecs(specs []ast.Spec) []*ast.Ident {
	var names []*ast.Ident
	for _, s := range specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Doc == nil && s.Comment == nil {
				names = append(names, s.Name)
			}
		case *ast.ValueSpec:
			if s.Doc == nil && s.Comment == nil {
				names = append(names, s.Names...)
			}
		}
	}
	return names
}
