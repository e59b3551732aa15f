import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { z } from 'zod';

const step = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  if: z.string().optional(),
  run: z.string().optional(),
  'working-directory': z.string().optional(),
});
const filter = z.object({ branches: z.array(z.string()).optional(), paths: z.array(z.string()) });
const workflow = z.object({
  on: z.object({ push: filter.optional(), pull_request: filter.optional(), workflow_call: z.unknown().optional() }),
  env: z.record(z.string(), z.string()).default({}),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.union([z.string(), z.array(z.string())]).default([]),
      uses: z.string().optional(),
      with: z.record(z.string(), z.string()).default({}),
      steps: z.array(step).default([]),
    }),
  ),
});
export type Workflow = z.infer<typeof workflow>;

export function readWorkflow(text: string): Workflow {
  return workflow.parse(parse(text));
}

/** What GitHub's own parser, which also reads the expressions, has against a workflow. */
export async function workflowProblems(name: string, text: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
