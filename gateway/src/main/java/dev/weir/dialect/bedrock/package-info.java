/// Amazon Bedrock's Converse API as Bedrock speaks it.
@NullMarked
package dev.weir.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
