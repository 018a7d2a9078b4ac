package dev.lockstep.bench.compare;

import java.nio.file.Path;
import java.util.List;

/** Debian's PyTorch, called from Debian's Python. */
record PytorchRow(String name, int processes, int threads) implements Row {

    private static final String PYTHON = "/usr/bin/python3";

    @Override
    public List<List<String>> commands(Network network, Place place, Path folder) {
        return PeerArguments.commands(List.of(PYTHON, place.pytorchPeer().toString()), processes, threads, network,
                place, folder);
    }

    @Override
    public StepLog read(Path folder) {
        return PeerArguments.read(folder);
    }
}
