package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Prompt;

/** The prompts that runs use, from their files. */
public interface RunPrompts {
  /** The prompt of that name, such as {@code run-plan}, about these values. */
  Prompt text(String name, ObjectNode input);

  /** An order of a picture, of what the prompt of that name makes of these values. */
  ImageOrder image(String name, ObjectNode input, int width, int height);
}
