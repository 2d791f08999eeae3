// The defaults that a module's schema gives its fields: what stands in `.default(…)`, as it is written.

import ts from "typescript";

/** By name of the field, from the constant `config` of the module. */
export function defaultsOf(checker: ts.TypeChecker, file: ts.SourceFile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, initializer } of constantsOf(file)) {
    if (name.getText() !== "config" || !initializer) continue;
    for (const [field, schema] of fieldsOf(initializer)) {
      const initial = defaultIn(schema, checker);
      if (initial !== undefined) found.set(field, initial);
    }
  }
  return found;
}

function constantsOf(file: ts.SourceFile): readonly ts.VariableDeclaration[] {
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
}

/** Fields of the first object in the expression, behind which refinements may stand. */
function fieldsOf(expression: ts.Expression): readonly (readonly [string, ts.Expression])[] {
  let object: ts.ObjectLiteralExpression | undefined;
  const look = (node: ts.Node): void => {
    if (object) return;
    if (ts.isObjectLiteralExpression(node)) object = node;
    // The innermost call comes first: `z.object({ … }).refine({ … })`.
    else if (ts.isCallExpression(node)) [node.expression, ...node.arguments].forEach(look);
    else ts.forEachChild(node, look);
  };
  look(expression);
  return (object?.properties ?? []).flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [[property.name.getText(), property.initializer] as const];
    if (ts.isShorthandPropertyAssignment(property)) return [[property.name.getText(), property.name] as const];
    return [];
  });
}

/** What stands in the outermost `.default(…)`; a constant is followed to where it is made. */
function defaultIn(schema: ts.Expression, checker: ts.TypeChecker): string | undefined {
  if (ts.isIdentifier(schema)) {
    const parent = schema.parent;
    const symbol = ts.isShorthandPropertyAssignment(parent)
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(schema);
    const declaration = symbol?.valueDeclaration;
    return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? defaultIn(declaration.initializer, checker)
      : undefined;
  }
  if (!ts.isCallExpression(schema) || !ts.isPropertyAccessExpression(schema.expression)) return undefined;
  if (schema.expression.name.text === "default") return schema.arguments[0]?.getText();
  return defaultIn(schema.expression.expression, checker);
}
