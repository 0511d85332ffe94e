package dev.millrace.worker.run;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.ProviderException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture under its name.
 *
 * @param name as a file's, such as {@code picture.png}
 */
record Artifact(String name, Picture picture) {
  private static final int LARGEST = 16 << 20;
  private static final Map<String, String> EXTENSIONS =
      Map.of(
          "image/png",
          ".png",
          "image/jpeg",
          ".jpg",
          "image/webp",
          ".webp",
          "image/svg+xml",
          ".svg");

  /**
   * Names a picture.
   *
   * @throws ProviderException when it is none that can be kept
   */
  static Artifact of(Picture picture, int round, ModelName model) throws ProviderException {
    @Nullable String extension = EXTENSIONS.get(picture.mediaType());
    if (extension == null || picture.width() < 1 || picture.height() < 1) {
      throw invalid(model, "The answer is no picture of a known kind.");
    }
    if (picture.bytes().length == 0 || picture.bytes().length > LARGEST) {
      throw invalid(model, "The picture is empty, or has more than " + LARGEST + " bytes.");
    }
    return new Artifact((round == 1 ? "picture" : "picture-" + round) + extension, picture);
  }

  private static ProviderException invalid(ModelName model, String reason) {
    return new ProviderException(model.provider(), FailureClass.INVALID_OUTPUT, reason);
  }
}
