/**
 * The catalog's commands: the queue of jobs is drained, exercises are reviewed, ended jobs
 * archived, and lost leases freed; each as a run that is recorded, and carried out under a lease.
 */
@NullMarked
package dev.millrace.worker.catalog;

import org.jspecify.annotations.NullMarked;
