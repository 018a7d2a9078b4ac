/**
 * Datasets and their readers (CSV, IDX), the seeded order of an epoch, and batches. May import {@code tensor} and {@code
 * job}.
 */
package dev.lockstep.common.data;
