/**
 * The shadow path: it decides about every slot beside the live one, fires nothing, and its report
 * says whether it could take over.
 */
@NullMarked
package dev.millrace.scheduler.shadow;

import org.jspecify.annotations.NullMarked;
