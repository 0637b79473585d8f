/**
 * Content of an object, or values of a chart, that are complete only when everything has been added.
 *
 * Called when the object is written, possibly several times: return the same plain data each time.
 */
export interface IManifestSource {
  /** The whole manifest, with the apiVersion, kind, name and namespace that the object was made with; or the values. */
  toManifest(): any;
}
