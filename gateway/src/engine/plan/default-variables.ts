import { type VariableDefinitionNode, valueFromASTUntyped } from 'graphql';

/** Variables as they go over the wire: what the client sent, with the operation's defaults where it sent nothing. */
export type Variables = Readonly<Record<string, unknown>>;

/** What the client sent for the variables that the operation declares, and the declared defaults for the others. */
export function defaultVariables(definitions: readonly VariableDefinitionNode[], sent: Variables): Variables {
  const variables: Record<string, unknown> = Object.create(null);
  for (const { variable, defaultValue } of definitions) {
    const name = variable.name.value;
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    if (value !== undefined) variables[name] = value;
    else if (defaultValue !== undefined) variables[name] = valueFromASTUntyped(defaultValue);
  }
  return variables;
}
