package main

import (
	"go/ast"
	"go/token"
)

// function is a function with what is measured of it.
type function struct {
	place      string // folder/file.go:line name
	lines      int    // from "func" to the closing brace, both included
	cyclomatic int
	parameters int // the receiver aside
}

// named is a type with its methods.
type named struct {
	place   string
	methods int
}

// functions measures every function that is declared in the files. A function
// literal counts as part of the function it stands in, but for its parameters:
// the higher number of them is the function's.
func (t *tree) functions(p *pkg, files []*file) []function {
	var all []function
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				all = append(all, function{
					place:      t.at(p, d.Pos(), functionName(d)),
					lines:      t.files.Position(d.End()).Line - t.files.Position(d.Pos()).Line + 1,
					cyclomatic: cyclomatic(d),
					parameters: mostParameters(d),
				})
			}
		}
	}
	return all
}

func functionName(d *ast.FuncDecl) string {
	if receiver := receiverOf(d); receiver != "" {
		return receiver + "." + d.Name.Name
	}
	return d.Name.Name
}

// receiverOf is the name of the type whose method d is, "" for a function.
func receiverOf(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	for e := d.Recv.List[0].Type; ; {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// cyclomatic counts the ways through a function as gocyclo does: one, and one
// more for each if, loop, case that is not the default, && and ||.
func cyclomatic(n ast.Node) int {
	ways := 1
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			ways++
		case *ast.CaseClause:
			if n.List != nil {
				ways++
			}
		case *ast.CommClause:
			if n.Comm != nil {
				ways++
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				ways++
			}
		}
		return true
	})
	return ways
}

// mostParameters is the highest number of parameters of a function and the
// function literals in it.
func mostParameters(n ast.Node) int {
	most := 0
	ast.Inspect(n, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncType); ok {
			most = max(most, f.Params.NumFields())
		}
		return true
	})
	return most
}

// types counts the methods of every type that is declared in the files: those
// with it as receiver, or those that an interface lists itself.
func (t *tree) types(p *pkg, files []*file) []named {
	methods := map[string]int{}
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				methods[receiverOf(d)]++
			}
		}
	}
	var all []named
	for _, f := range files {
		for _, spec := range typeSpecs(f) {
			n := named{t.at(p, spec.Pos(), spec.Name.Name), methods[spec.Name.Name]}
			if i, ok := spec.Type.(*ast.InterfaceType); ok {
				for _, m := range i.Methods.List {
					n.methods += len(m.Names)
				}
			}
			all = append(all, n)
		}
	}
	return all
}

func typeSpecs(f *file) []*ast.TypeSpec {
	var all []*ast.TypeSpec
	for _, d := range f.syntax.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.TYPE {
			for _, s := range d.Specs {
				all = append(all, s.(*ast.TypeSpec))
			}
		}
	}
	return all
}

// lines is the length of files together.
func lines(files []*file) int {
	n := 0
	for _, f := range files {
		n += f.lines
	}
	return n
}
