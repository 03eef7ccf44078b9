/**
 * AssertJ assertions for the tests of applications. Nothing at run time refers to them.
 */
@NullMarked
package dev.lifecycle.test;

import org.jspecify.annotations.NullMarked;
