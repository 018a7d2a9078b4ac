package dev.lockstep.common.data;

/**
 * The parts of a job's data.
 *
 * @param train      what the epochs pass over
 * @param validation evaluated after every epoch; empty (size 0) when there is none
 * @param test       evaluated once at the end; empty (size 0) when there is none
 * @param sha256     of the files' decoded contents, scaling, and parts, in hexadecimal: equal on every machine that trains
 */
public record TrainingData(Examples train, Examples validation, Examples test, String sha256) {}
