import { data, rest } from "../../api/rest";
import { refresh } from "../../state/runs";

export type Decision = "approve" | "deny";
export type Scope = "once" | "session" | "rule";

/** What a question is about; the digest makes sure that the answer is for exactly this call. */
export interface Question {
  id: string;
  digest: string;
  tool: string;
  /** The whole call as a text for people. */
  question: string;
  rule: string;
  reason: string;
  expiresAt: string;
}

/** Answers a question. The event approval.answered tells everybody; an error says who was faster. */
export async function decide(question: Question, decision: Decision, scope: Scope): Promise<void> {
  try {
    await data(
      rest.POST("/api/v1/approvals/{approval}", {
        params: { path: { approval: question.id } },
        body: { decision, scope, digest: question.digest },
      }),
    );
  } finally {
    refresh("approvals", "runs");
  }
}
