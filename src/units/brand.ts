declare const unit: unique symbol

/** A base type that carries the name of its unit at compile time only; at run time it is the bare value. */
export type Branded<Base, Name extends string> = Base & { readonly [unit]: Name }
