// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Slurm of two nodes on loopback, with its own munge; everything it started ends with it. */
final class SlurmCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<Path> FOLDERS = Stream.concat(
                    Stream.of(System.getenv("PATH").split(":")).map(Path::of), Stream.of(Path.of("/usr/sbin")))
            .distinct()
            .toList();

    private final Path directory;
    private final Path configuration;
    private final Map<String, Process> daemons = new LinkedHashMap<>();

    private SlurmCluster(Path directory) {
        this.directory = directory;
        this.configuration = directory.resolve("slurm.conf");
    }

    /** What of Slurm and munge this machine lacks. */
    static List<String> lacking() {
        return Stream.of("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scontrol", "scancel")
                .filter(program -> FOLDERS.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(program))))
                .toList();
    }

    /**
     * Starts it in an empty directory.
     *
     * @throws IOException if it does not come up; the message holds the daemons' last words
     */
    static SlurmCluster start(Path directory) throws IOException, InterruptedException {
        SlurmCluster cluster = new SlurmCluster(directory);
        try {
            cluster.start();
            return cluster;
        } catch (IOException | InterruptedException e) {
            String words = cluster.lastWords();
            cluster.close();
            throw new IOException(e.getMessage() + words, e);
        }
    }

    private void start() throws IOException, InterruptedException {
        byte[] key = new byte[128];
        new SecureRandom().nextBytes(key);
        Path keyFile = directory.resolve("munge.key");
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(keyFile, key);
        for (String folder : List.of("state", "spool-n1", "spool-n2")) {
            Files.createDirectory(directory.resolve(folder));
        }
        Files.writeString(configuration, configuration());
        Path socket = directory.resolve("munge.socket");
        daemon(
                "munged",
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + keyFile,
                "--socket=" + socket,
                "--pid-file=" + directory.resolve("munge.pid"),
                "--log-file=" + directory.resolve("munge.log"),
                "--seed-file=" + directory.resolve("munge.seed"));
        await("munge", PATIENCE, () -> Files.exists(socket));
        daemon("slurmctld", "slurmctld", "-D", "-c");
        daemon("n1", "slurmd", "-D", "-N", "n1");
        daemon("n2", "slurmd", "-D", "-N", "n2");
        await(
                "two idle nodes",
                PATIENCE,
                () -> query("sinfo", "-h", "-N", "-o", "%N=%T").equals("n1=idle\nn2=idle\n"));
    }

    private String configuration() throws IOException {
        String template;
        try (InputStream in = SlurmCluster.class.getResourceAsStream("/slurm/slurm.conf")) {
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        List<Integer> ports = freePorts(3);
        return template.replace("@HOST@", host.split("\\.")[0])
                .replace("@USER@", System.getProperty("user.name"))
                .replace("@DIR@", directory.toString())
                .replace("@CONTROL@", ports.get(0).toString())
                .replace("@N1@", ports.get(1).toString())
                .replace("@N2@", ports.get(2).toString());
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private void daemon(String name, String... command) throws IOException {
        daemons.put(
                name,
                process(List.of(command), directory.resolve(name + ".out")).start());
    }

    private ProcessBuilder process(List<String> command, Path output) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("SLURM_CONF", configuration.toString());
        environment.merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
        return builder;
    }

    /** Runs a client of Slurm with more variables; returns what it printed. */
    String run(Map<String, String> variables, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "client", ".txt");
        ProcessBuilder builder = process(List.of(command), output);
        builder.environment().putAll(variables);
        int code = builder.start().waitFor();
        String text = Files.readString(output);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + text);
        }
        return text;
    }

    String run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), command);
    }

    /** The same, but nothing where the controller does not answer yet. */
    private String query(String... command) throws InterruptedException {
        try {
            return run(command);
        } catch (IOException e) {
            return "";
        }
    }

    /** The job that runs on a node, as squeue prints it in a format. */
    String running(String node, String format) throws IOException, InterruptedException {
        return run("squeue", "-h", "-t", "RUNNING", "-w", node, "-o", format).strip();
    }

    /** A property of a job as scontrol knows it, also when it has ended. */
    String job(String id, String property) throws IOException, InterruptedException {
        String text = run("scontrol", "-o", "show", "job", id);
        return Stream.of(text.split("\\s+"))
                .filter(word -> word.startsWith(property + "="))
                .map(word -> word.substring(property.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + property + " in " + text));
    }

    /** The end of a node in one blow: its daemon, the step's daemon, and all of the job. */
    void kill(String node, String job) {
        Process daemon = daemons.remove(node);
        daemon.destroyForcibly();
        Set<ProcessHandle> members = members("SLURM_JOB_ID=" + job);
        // The step's daemon is the parent of the job's shell: it would report the end, which a lost node does not.
        Set<ProcessHandle> steps = new LinkedHashSet<>();
        for (ProcessHandle member : members) {
            member.parent()
                    .filter(parent -> !members.contains(parent) && parent.pid() > 1)
                    .ifPresent(steps::add);
        }
        steps.forEach(ProcessHandle::destroyForcibly);
        members.forEach(ProcessHandle::destroyForcibly);
    }

    /** Processes of this cluster that have a variable that matches. */
    private Set<ProcessHandle> members(String regex) {
        Set<ProcessHandle> members = new LinkedHashSet<>();
        ProcessHandle.allProcesses().forEach(process -> {
            List<String> variables = environment(process.pid());
            if (variables.contains("SLURM_CONF=" + configuration)
                    && variables.stream().anyMatch(variable -> variable.matches(regex))) {
                members.add(process);
            }
        });
        return members;
    }

    private static List<String> environment(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1)
                    .split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What the daemons and the jobs said last. */
    String lastWords() {
        StringBuilder words = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(out|log)"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
                words.append("\n== ").append(file.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 15), lines.size())
                        .forEach(line -> words.append(line).append('\n'));
            }
        } catch (IOException e) {
            words.append(e);
        }
        return words.toString();
    }

    /** Waits until something holds. */
    static void await(String what, Duration patience, Callable<Boolean> condition)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new IOException("no " + what + " within " + patience.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(250);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        Set<ProcessHandle> rest = members("SLURM_JOB_ID=\\d+");
        List<Process> all = new ArrayList<>(daemons.values());
        Collections.reverse(all);
        all.forEach(Process::destroy);
        rest.forEach(ProcessHandle::destroyForcibly);
        for (Process daemon : all) {
            try {
                daemon.onExit().get(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                daemon.destroyForcibly();
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                daemon.destroyForcibly();
            }
        }
        daemons.clear();
    }
}
