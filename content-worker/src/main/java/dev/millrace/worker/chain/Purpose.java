package dev.millrace.worker.chain;

/** The kinds of work that have a chain of their own. */
public enum Purpose {
  /** Documents of content requests. */
  CONTENT,
  /** The thinking steps of agent runs, and their text. */
  AGENT,
  /** Reviews of the exercise catalog, and the planning of its jobs. */
  CATALOG,
  /** Pictures. */
  IMAGE
}
