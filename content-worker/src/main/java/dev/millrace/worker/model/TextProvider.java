package dev.millrace.worker.model;

/** A provider of models that answer prompts. */
public interface TextProvider extends ModelProvider {
  /** The model of that name, whether or not the provider knows it; called once for each. */
  TextModel model(String name);
}
