// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks state that the model keeps to judge the driver, and the code that reads or writes it. A real kernel has none of
 * it, so no code that plays the kernel may depend on it. Such code may tell the judge something, by a method that
 * returns nothing. It may not ask.
 * <p>An access adds no order and is no scheduling point. Fields are plain, or they are accessed by opaque loads and
 * stores and by plain weak compare-and-sets, the weakest atomic update that Java has. So a judge may read an old value
 * where nothing in the driver orders the judge after the new one. Before it reports something, it takes a {@link
 * Violations#secondLook() second look}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.TYPE})
public @interface Ghost {}
