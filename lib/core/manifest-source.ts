/**
 * Content of an object that is complete only when everything has been added.
 *
 * Called when the object is written, possibly several times: return the same plain data each time.
 */
export interface IManifestSource {
  /** The whole manifest, with the apiVersion, kind, name and namespace that the object was made with. */
  toManifest(): any;
}
