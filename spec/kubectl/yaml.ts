/** A MyApp, as people write it. */
export const myAppYaml = (name: string, replicas: number, image = 'example/web:1'): string =>
  `apiVersion: example.com/v1
kind: MyApp
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  image: ${image}
`

/** A Deployment of one container with two pods. */
export const deploymentYaml = (name: string, replicas = 2, image = 'example/web:1'): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: ${image}
`
