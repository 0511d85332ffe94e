package dev.millrace.worker.model;

/** A provider of models that draw. */
public interface ImageProvider extends ModelProvider {
  /** The model of that name, whether or not the provider knows it; called once for each. */
  ImageModel model(String name);
}
