package dev.millrace.worker.chain;

import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageProvider;
import java.util.Optional;

/** An embedded provider of pictures that nobody asks for one. */
final class OfflineStandIn implements ImageProvider {
  @Override
  public String name() {
    return Roster.OFFLINE;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public String usualModel() {
    return "usual";
  }

  @Override
  public String cheapModel() {
    return "cheap";
  }

  @Override
  public ImageModel model(String name) {
    throw new UnsupportedOperationException("it draws nothing");
  }

  @Override
  public void ping() {}
}
