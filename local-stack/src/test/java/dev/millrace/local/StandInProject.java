package dev.millrace.local;

import dev.millrace.local.postgres.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A project directory whose built services are stand-ins, and the launcher as a real process. */
final class StandInProject {
  final Path home;
  final Map<String, String> environment = new HashMap<>();

  private final List<Process> launchers = new ArrayList<>();

  StandInProject(Path home) throws IOException {
    this.home = home;
    for (Program program : Program.values()) {
      Path jar = program.jar(home, "0.1.0");
      Files.createDirectories(jar.getParent());
      writeJar(jar);
      environment.put(program.portVariable(), Integer.toString(FreePort.find()));
    }
    environment.put(Settings.DATABASE_PORT, Integer.toString(FreePort.find()));
    environment.put(Settings.BROKER_PORT, Integer.toString(FreePort.find()));
    environment.put("AOT_TRAINING", "off");
    environment.put("PATH", System.getenv("PATH"));
  }

  StandInProject with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts a launcher in a process group of its own; {@link #stop()} ends it. */
  Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "setsid",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LocalStack.class.getName()))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process launcher = builder.start();
    launchers.add(launcher);
    return launcher;
  }

  /** What a terminal does on Ctrl-C: a signal to every process of the foreground group. */
  static void interruptGroup(Process launcher) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", "--", "-" + launcher.pid()).inheritIO().start().waitFor();
  }

  /** Stops what {@link #launch()} started, as SIGTERM does. */
  void stop() throws InterruptedException {
    for (Process launcher : launchers) {
      launcher.destroy();
      launcher.waitFor();
    }
  }

  String printed() throws IOException {
    return Files.exists(output()) ? Files.readString(output()) : "";
  }

  String log(String name) throws IOException {
    return Files.readString(home.resolve(".local/logs/" + name + ".log"));
  }

  String local(String file) throws IOException {
    return Files.readString(home.resolve(".local").resolve(file)).strip();
  }

  int get(Program program, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:" + environment.get(program.portVariable()) + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Every living process that was started for this project, the launcher excepted. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(home.toString()))
        .toList();
  }

  private Path output() {
    return home.resolve("output");
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
    String entry = StandIn.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream target = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(StandIn.class.getResourceAsStream("StandIn.class"))) {
      target.putNextEntry(new JarEntry(entry));
      code.transferTo(target);
    }
  }
}
