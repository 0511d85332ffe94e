package dev.millrace.dispatch;

/** The names of the attributes that messages carry. */
public final class MessageAttributes {
  public static final String CONTENT_TYPE = "content-type";
  public static final String SCHEMA = "schema";
  public static final String TRACE_PARENT = "traceparent";
  public static final String ORGANIZATION = "organization_id";

  /** The row's dispatch number; only our own messages have it. */
  public static final String DISPATCH = "dispatch";

  private MessageAttributes() {}
}
