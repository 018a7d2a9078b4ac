/** Compares the kernels with OpenBLAS on the products that training needs. */
package dev.lockstep.bench.kernels;
