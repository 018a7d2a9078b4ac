package dev.lockstep.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures the constants: with one worker, so that nothing of what the model says of several goes in. */
final class Calibration {

    /** Of a second run, whose batch is so much smaller, and whose shards are as large. */
    private static final int SMALLER = 4;

    private final Runs runs;

    Calibration(Runs runs) {
        this.runs = runs;
    }

    Constants measured() throws IOException {
        double addSPerByte = Loops.addSPerByte();
        double stepSPerByte = Loops.stepSPerByte();
        Map<String, Constants.Pass> passes = new LinkedHashMap<>();
        for (Network network : Network.ALL) {
            Job job = Job.of(network);
            Job smaller = new Job(network, job.batch() / SMALLER, job.shards() / SMALLER);
            double stepS = network.gradientBytes() * stepSPerByte;
            passes.put(network.name(), pass(job, runs.alone(job) - stepS, smaller, runs.alone(smaller) - stepS));
        }
        Constants known = new Constants(machine(), Runtime.getRuntime().availableProcessors(), passes,
                new Constants.Exchange(0, 0), new Constants.Exchange(0, 0), addSPerByte, stepSPerByte);
        return new Constants(known.machine(), known.cores(), passes, exchange(known, Runs.Plane.SHARED),
                exchange(known, Runs.Plane.TCP), addSPerByte, stepSPerByte);
    }

    /** The line through two measurements. */
    static Constants.Pass pass(Job large, double largeS, Job small, double smallS) {
        double exampleS = Math.min(largeS / large.batch(), (largeS - smallS) / (large.batch() - small.batch()));
        return new Constants.Pass(largeS - exampleS * large.batch(), exampleS);
    }

    /** The line through what a process of its own costs a small network and a big one. */
    static Constants.Exchange exchange(double smallBytes, double smallS, double bigBytes, double bigS) {
        double sPerByte = Math.min(bigS / bigBytes, (bigS - smallS) / (bigBytes - smallBytes));
        return new Constants.Exchange(bigS - sPerByte * bigBytes, sPerByte);
    }

    private Constants.Exchange exchange(Constants known, Runs.Plane plane) {
        return exchange(Network.SMALL.gradientBytes(), exchangeS(known, Network.SMALL, plane),
                Network.BIG.gradientBytes(), exchangeS(known, Network.BIG, plane));
    }

    private double exchangeS(Constants known, Network network, Runs.Plane plane) {
        Job job = Job.of(network);
        return Math.max(0, runs.processes(job, 1, plane) - new StepModel(known, job).aloneS(1));
    }

    private static String machine() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            String processor = lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown processor");
            return processor + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                    + System.getProperty("java.vm.name") + " " + Runtime.version();
        }
    }
}
