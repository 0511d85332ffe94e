package dev.millrace.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of a service: three JVMs share a laptop, so each has a small heap and the
 * collector with the least of its own. A cache fits only the options it was trained with, so all
 * command lines are built here.
 */
record ServiceJava(Path java, Program program, Path jar) {
  static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xmx104m",
          // A page of memory is asked for when it is first touched: two hundred times less often
          // so.
          "-XX:+UseTransparentHugePages",
          // The start-up cache is copied into memory as a whole: a start writes into most of its
          // pages, and to copy each of them when that happens takes several times as long.
          "-XX:+AlwaysPreTouch",
          // Of the heap, that takes what a start fills, and no more.
          "-Xms56m",
          // What is in flight in a busy worker survives its first collections, and dies soon after.
          "-XX:SurvivorRatio=3",
          "-XX:TargetSurvivorRatio=90",
          // What the compiler needed for its largest methods goes back to the system.
          "-XX:TrimNativeHeapInterval=1000",
          // To move the start-up cache to another address is to copy all of it.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          // Buffers are made in pieces of 512 KiB instead of 4 MiB.
          "-Dio.netty.allocator.maxOrder=6",
          "-Dio.grpc.netty.shaded.io.netty.allocator.maxOrder=6",
          // Nobody records Netty's events, and to register them keeps the first request waiting.
          "-Dio.netty.jfr.enabled=false",
          "-XX:+ExitOnOutOfMemoryError",
          "--sun-misc-unsafe-memory-access=allow");

  /** Of the JDK that runs the launcher. */
  static ServiceJava of(Program program, Path jar) {
    return new ServiceJava(Path.of(System.getProperty("java.home"), "bin", "java"), program, jar);
  }

  List<String> plain() {
    return with(List.of());
  }

  /** For a command that is not the service: its arguments are the caller's. */
  List<String> bare() {
    List<String> command = new ArrayList<>(plain());
    program.arguments().forEach(argument -> command.removeLast());
    return List.copyOf(command);
  }

  List<String> cached(Path cache) {
    return with(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto", "-XX:-AOTReplayTraining"));
  }

  /**
   * What training learns of hot methods is left out, and not asked for: to compile them at once
   * keeps a start on two cores waiting, and its first requests too.
   */
  List<String> training(Path cache) {
    return with(List.of("-XX:AOTCacheOutput=" + cache, "-XX:-AOTRecordTraining"));
  }

  private List<String> with(List<String> aotOptions) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(OPTIONS);
    command.add("-Xmn" + program.youngMegabytes() + "m");
    command.addAll(aotOptions);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(program.arguments());
    return command;
  }
}
