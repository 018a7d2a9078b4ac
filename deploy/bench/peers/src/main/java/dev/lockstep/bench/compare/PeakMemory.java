package dev.lockstep.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The most memory that each process of a run had resident, as the kernel counted it until it was last asked. */
final class PeakMemory {

    private static final String PEAK = "VmHWM:";
    private static final double KIB_PER_MIB = 1024;

    private final Map<Long, Double> peakMibByProcess = new LinkedHashMap<>();

    /** Asks for {@code processes} and all that they started. */
    void look(List<Process> processes) {
        processes.stream().map(Process::toHandle).flatMap(one -> Stream.concat(Stream.of(one), one.descendants()))
                .forEach(one -> look(one.pid()));
    }

    double totalMib() {
        return peakMibByProcess.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private void look(long process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith(PEAK)) {
                    double mib = Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB;
                    peakMibByProcess.merge(process, mib, Math::max);
                }
            }
        } catch (IOException e) {
            // It ended in between; what it had before counts.
        }
    }
}
