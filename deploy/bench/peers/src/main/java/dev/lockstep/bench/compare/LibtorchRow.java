package dev.lockstep.bench.compare;

import dev.lockstep.bench.libtorch.LibtorchPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * libtorch 2.10, called from Java.
 *
 * @param areBucketed whether processes exchange gradients in buckets during the backward pass, or all of them after it
 */
record LibtorchRow(String name, int processes, int threads, boolean areBucketed) implements Row {

    @Override
    public List<List<String>> commands(Network network, Place place, Path folder) {
        List<String> program = new ArrayList<>(List.of(place.javaHome().resolve("bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                place.classPath(), LibtorchPeer.class.getName()));
        if (areBucketed) {
            program.add("--buckets");
        }
        return PeerArguments.commands(program, processes, threads, network, place, folder);
    }

    @Override
    public StepLog read(Path folder) {
        return PeerArguments.read(folder);
    }
}
